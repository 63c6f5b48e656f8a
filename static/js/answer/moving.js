// What the reader types, ticks and presses.
form.addEventListener("input", (event) => {
  const box = event.target, choice = box.closest(".choice");
  started = started || Date.now();
  if (choice && box.type === "checkbox" && box.checked && box.value !== "may-share") {
    // "None of these" and another answer cannot both be true.
    for (const other of form.querySelectorAll(`[name="${box.name}"][type="checkbox"]:checked`)) {
      const alone = "exclusive" in choice.dataset || "exclusive" in other.closest(".choice").dataset;
      if (other !== box && alone) other.checked = false;
    }
  }
  get("skip").hidden = !questions.includes(at) || values(at.id.slice(2)).length > 0;
  route();
  progress();
  keep();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (at === review) send(); else next();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && /^(text|radio|checkbox)$/.test(event.target.type)) {
    event.preventDefault();
    next();
  }
});
get("next").onclick = next;
get("back").onclick = () => {
  mend();
  if (history.state && history.state.pushed) return history.back();
  const list = shown();
  go(list[Math.max(0, list.indexOf(at) - 1)]);
};
get("skip").onclick = () => { mend(); const list = shown(); go(returning ? review : list[list.indexOf(at) + 1]); returning = false; };
addEventListener("popstate", (event) => {
  if (!over && event.state) { mend(); open(get(event.state.step), true); keep(); }
});
