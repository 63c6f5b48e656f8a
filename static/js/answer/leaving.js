// Leaving.
function leave(address) {
  if (kiosk) return finish();
  over = moving = true;
  waiting = null;
  forget();
  pass({ forget: code });
  location.replace(address);
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a, button");
  if (!link) return;
  if (link.id === "leave") {
    event.preventDefault();
    leave(link.href);
  } else if (link.id === "try") tryNow();
  else if (link.name === "switch-to") {
    if (link.value === say.language) event.preventDefault();
    moving = true;
    // A page with answers in it is asked for in the other language as it is: what it changes must not be lost.
    if ("kept" in say || !keep({ moving: true })) return;
    event.preventDefault();
    location.replace(`/s/${code}/${link.value}`);
  } else if (link.hash && link.hash.startsWith("#q-")) {
    const question = get(link.hash.slice(1));
    if (!question) return;
    event.preventDefault();
    if (at !== question) go(question);
    (question.querySelector(".input, input") || question).focus();
  }
});
addEventListener("pagehide", () => {
  if (!started || over || moving || !navigator.sendBeacon) return;
  const part = at.closest(".part") || form.querySelector(".part:last-of-type");
  navigator.sendBeacon(`${form.action}/reached`, new URLSearchParams({ section: part.id.slice(2) }));
});
// A browser may bring a whole page back as it was left: not after its answers were sent or deleted elsewhere.
addEventListener("pageshow", (event) => {
  if (!event.persisted || kiosk) return;
  let kept = null;
  try { kept = sessionStorage.getItem(slot); } catch (none) { /* nothing was kept */ }
  if (over || !kept) { forget(); location.reload(); }
});
