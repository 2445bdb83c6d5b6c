# make demo    a fresh machine to a recommendation; run again, it answers in seconds
# make test    everything the tests need, then all of them
# make check   ruff, mypy, the direction of imports
# make bench   serving against vLLM's defaults, the pipeline against LangChain; figures in runs/
# make eval    all tasks with the model, into runs/eval/report.html; LLMREC_DATA names the sets
# make clean   remove the environments (models and catalogues stay: `llmrec model`, `llmrec catalog`)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# LensKit wants a setuptools that vLLM does not: the baselines of the evals live beside.
BESIDE := .venv-evals
BESIDE_TESTS := $(addprefix tests/evals/test_,lenskit_systems.py sequential.py metrics_by_libraries.py)
# vLLM's build for this machine: on its processor, or on an NVIDIA GPU.
ENGINE ?= $(shell command -v nvidia-smi >/dev/null 2>&1 && nvidia-smi -L >/dev/null 2>&1 && echo gpu || echo cpu)
HASH := $(shell (cat pyproject.toml; echo $(ENGINE)) | sha256sum | cut -c1-16)
# pip without what helps nobody here: warnings to those who build packages, and indexes that lack
# a package. Errors stay, and so does pip's exit code.
PIP = PYTHONWARNINGS=ignore $(3)/bin/python -m pip install --disable-pip-version-check
NOISE := ^WARNING: Location .* is ignored
STEPS := ^(Downloading|Installing|Successfully)

.PHONY: help demo test check bench eval clean

help:
	@sed -n 's/^# make/make/p' Makefile

# A stamp names what was installed: the same pyproject.toml is not installed twice. An install
# that was cut off left no stamp and is gone on with.
# $(call install,STAMP,EXTRAS,ENVIRONMENT,WHAT IT IS)
define install
	@if [ ! -x $(3)/bin/python ]; then \
	  $(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
	    || { echo "Python 3.11 or 3.12 is needed: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 3; }; \
	  echo "setting up $(3)"; $(PYTHON) -m venv $(3); fi
	@if [ ! -e $(3)/stamp-$(1)-$(HASH) ]; then \
	  echo "installing llmrec[$(2)] ($(4); minutes)"; start=$$SECONDS; \
	  $(PIP) -qq --upgrade pip; \
	  { $(PIP) --progress-bar on -e '.[$(2)]' 2>&1 >&3 \
	    | { grep --line-buffered -v '$(NOISE)' || true; } >&2; } 3>&1 \
	    | { grep --line-buffered -E '$(STEPS)' || true; } | cut -c1-100; \
	  rm -f $(3)/stamp-$(1)-*; touch $(3)/stamp-$(1)-$(HASH); \
	  echo "installed in $$((SECONDS - start)) s"; fi
endef
SIZE := some 4.5 GB with vLLM

demo:
	$(call install,demo,$(ENGINE),$(VENV),$(SIZE))
	@$(BIN)/llmrec demo

test:
	$(call install,test,$(ENGINE)$(comma)dev$(comma)evals$(comma)agents,$(VENV),$(SIZE))
	$(call install,test,evals$(comma)baselines$(comma)dev,$(BESIDE),LensKit and cornac)
	@$(BIN)/python -m pytest $(ARGS)
	@$(BESIDE)/bin/python -m pytest $(BESIDE_TESTS)
	@$(BIN)/llmrec demo
	@$(BIN)/python -m pytest -m model $(ARGS)

check:
	$(call install,test,$(ENGINE)$(comma)dev$(comma)evals$(comma)agents,$(VENV),$(SIZE))
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_architecture.py

# The second needs the chorus set: LLMREC_DATA names its folder, evals/chorus.py indexes it.
bench:
	$(call install,bench,$(ENGINE)$(comma)evals$(comma)agents,$(VENV),$(SIZE))
	@$(BIN)/llmrec model bench --against default --against kernels
	@$(BIN)/llmrec model up
	@$(BIN)/python -m llmrec.evals.bench

# Cut off and run again, it goes on. LLMREC_DATA names the folder of labelled sets.
eval:
	$(call install,eval,$(ENGINE)$(comma)evals,$(VENV),$(SIZE))
	$(call install,baselines,evals$(comma)baselines,$(BESIDE),LensKit and cornac)
	@$(BIN)/llmrec model up
	@$(BIN)/llmrec eval run all --model --continue $(ARGS)
	@$(BIN)/llmrec eval report

clean:
	rm -rf $(VENV) $(BESIDE) build *.egg-info

comma := ,
