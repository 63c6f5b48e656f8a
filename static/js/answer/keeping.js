// Answers live in this tab alone, until they are sent or deleted.
const slot = `answers ${code}`;
function keep(more) {
  if (kiosk || over) return;
  const fields = [...new FormData(form)].filter(([name]) => name !== "texts");
  try {
    sessionStorage.setItem(slot, JSON.stringify({ fields, step: at.id, started, day: Date.now(), ...more }));
    return true;
  } catch (full) { return false; }
}
function forget() {
  try { sessionStorage.removeItem(slot); } catch (none) { /* nothing was kept */ }
  form.reset();
  get("answers").textContent = "";
  for (const one of form.elements) {
    if (/radio|checkbox/.test(one.type)) one.checked = false;
    else if (one.type !== "hidden" && one.type !== "submit" && "value" in one) one.value = "";
  }
}
function restore() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(slot)); } catch (none) { /* nothing was kept */ }
  if (!kept || kiosk) return;
  // A page with answers in it brings its own. A fresh visit is perhaps another person's: only a reload, the back button
  // and a change of language go on.
  if (!("kept" in say)) {
    const visit = (performance.getEntriesByType("navigation")[0] || {}).type;
    if ((visit === "navigate" && !kept.moving) || Date.now() - kept.day > 2592e5) return forget();
    const given = (name) => kept.fields.filter((field) => field[0] === name).map((field) => field[1]);
    if (given("revision")[0] !== form.elements.revision.value) return;
    for (const one of form.elements) {
      if (/radio|checkbox/.test(one.type)) one.checked = given(one.name).includes(one.value);
      else if (one.name && one.name !== "texts" && given(one.name).length) one.value = given(one.name)[0];
    }
  }
  started = kept.started;
  route();
  return shown().find((step) => step.id === kept.step);
}
