"""The head over named signals: experts that the tasks share, a gate a task, two outputs.

    h_e = gelu(A_e x + a_e)                       x the signals, standardised
    z_t = v_t . sum_e softmax(G_t x + g_t)_e h_e + k_t . x + c_t

(MMoE: Ma et al. 2018, Modeling Task Relationships in Multi-task Learning with Multi-gate
Mixture-of-Experts.) Relevance is z_0; stars are the signals' own plus z_1, and the deviation of a
new rating is that of `behaviour.stars` times exp(z_2). In NumPy, as it was learned in torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour.past import Floats

TASKS = ("relevance", "stars", "deviation")
EXPERTS, HIDDEN = 4, 16
FARTHEST = 5.0
"""Deviations from the mean at which a signal is cut, so that a strange one decides nothing."""
Tensor = NDArray[np.float64]


@dataclass(frozen=True)
class Head:
    mean: Tensor
    """[signals]."""
    deviation: Tensor
    a: Tensor
    """[experts, hidden, signals]."""
    a0: Tensor
    g: Tensor
    """[tasks, experts, signals]."""
    g0: Tensor
    v: Tensor
    """[tasks, hidden]."""
    k: Tensor
    """[tasks, signals]."""
    c: Tensor
    slope: Tensor
    """[2]: relevance is s(slope_0 log softmax(z_0) + slope_1), over the candidates of a request."""

    def __call__(self, signals: Floats) -> Floats:
        """z, [n, tasks]."""
        return self._of(standard(signals, self.mean, self.deviation))

    def _of(self, x: Floats, tasks: slice = slice(None)) -> Floats:
        """z of standardised signals, of these tasks; inside, rows stand last: NumPy adds faster."""
        linear = x @ self.k[tasks].T + self.c[tasks]
        if not self.v[tasks].any():  # few cases teach no experts
            return np.asarray(linear)
        experts, hidden, _ = self.a.shape
        pre = self.a.reshape(experts * hidden, -1) @ x.T + self.a0.reshape(-1, 1)
        said = self.v[tasks] @ gelu(pre).reshape(experts, hidden, -1)
        gates = self.g[tasks] @ x.T + self.g0[tasks, :, None]
        gates = np.exp(gates - gates.max(1, keepdims=True))
        mixed = (gates * said.swapaxes(0, 1)).sum(1) / gates.sum(1)
        return np.asarray(mixed.T + linear)

    def logits(self, z: Floats) -> Floats:
        """Of the probability that the item is taken, [n], from z_0 of all candidates of a request:
        z_0 was learned to tell them apart, and where it lies altogether differs by person."""
        return np.asarray(self.slope[0] * log_share(z) + self.slope[1])

    def shares(self, signals: Floats, z: Floats) -> Floats:
        """What each signal adds to z_0, [n, signals]: z_0 less what it is with the signal at its
        mean."""
        x = standard(signals, self.mean, self.deviation)
        out = np.zeros(x.shape)
        for n in np.flatnonzero(x.any(0)):
            without = x.copy()
            without[:, n] = 0.0
            out[:, n] = z - self._of(without, slice(1))[:, 0]
        return np.where(x == 0, 0.0, out)

    def heeds(self, signal: int) -> bool:
        """Whether relevance hangs on this signal at all."""
        parts = (self.k[0, signal], self.a[..., signal], self.g[0, :, signal])
        return bool(parts[0] or (self.v[0].any() and any(p.any() for p in parts[1:])))

    @classmethod
    def of(cls, tensors: Mapping[str, Tensor], prefix: str = "") -> Head | None:
        """The head whose tensors have this prefix; None: there is none."""
        names = {f.name: f"{prefix}{f.name}" for f in fields(cls)}
        found = {name: tensors[key] for name, key in names.items() if key in tensors}
        return cls(**found) if len(found) == len(names) else None

    def tensors(self) -> dict[str, Tensor]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


def log_share(z: Floats) -> Floats:
    """log softmax, [n]."""
    if not len(z):
        return z
    away = z - z.max()
    return np.asarray(away - np.log(np.exp(away).sum()))


def standard(signals: Floats, mean: Floats, deviation: Floats) -> Floats:
    """[n, signals], mean 0 and deviation 1 over what was learned from, cut."""
    return np.clip((signals - mean) / deviation, -FARTHEST, FARTHEST)


def gelu(x: Floats) -> Floats:
    """By tanh (Hendrycks and Gimpel 2016), the same in torch; here as x s(2 u), since NumPy's exp
    takes a third of the time of its tanh."""
    u = x * (1 + 0.044715 * x * x)
    return np.asarray(x / (1 + np.exp(np.minimum(-1.5957691216057308 * u, 700.0))))
