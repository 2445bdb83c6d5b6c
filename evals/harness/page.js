"use strict";
const kept = {};
async function samples(task) {
  if (!kept[task]) {
    const coded = atob(document.getElementById("data-" + task).textContent.trim());
    const bytes = Uint8Array.from(coded, (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    kept[task] = JSON.parse(await new Response(stream).text());
  }
  return kept[task];
}
async function choose(select) {
  const place = select.closest(".others").querySelector(".shown");
  place.textContent = "";
  if (!select.value) return;
  place.innerHTML = (await samples(select.dataset.task))[select.value];
  history.replaceState(null, "", "#" + select.value);
  place.scrollIntoView();
}
function follow() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted) return;
  const there = document.getElementById(wanted);
  if (there) {
    for (let at = there; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    there.scrollIntoView();
    return;
  }
  for (const select of document.querySelectorAll("select[data-task]")) {
    if (Array.from(select.options).some((one) => one.value === wanted)) {
      select.value = wanted;
      choose(select);
    }
  }
}
document.addEventListener("change", (e) => e.target.dataset.task && choose(e.target));
addEventListener("hashchange", follow);
follow();
