// A shared screen: three minutes without a touch, a minute's warning, and as often as anybody needs more time.
{
  let since = Date.now();
  const shade = () => get("idle"), asking = () => shade().hasAttribute("open");
  const touched = () => { if (!asking()) since = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touched, true);
  document.addEventListener("click", (event) => {
    if (event.target.id !== "more") return;
    since = Date.now();
    if (shade().close) shade().close(); else shade().removeAttribute("open");
  });
  document.addEventListener("cancel", (event) => event.preventDefault(), true);
  setInterval(() => {
    const quiet = Math.floor((Date.now() - since) / 1000);
    if (quiet >= 240) return leave(`/s/${code}`);
    if (quiet >= 180 && !asking()) {
      if (shade().showModal) shade().showModal(); else shade().setAttribute("open", "");
      get("more").focus();
    }
    if (asking()) get("left").textContent = 240 - quiet;
  }, 1000);
}
