// Before anything shows: only a browser that can run the whole script is shown one question at a time.
if (self.fetch && self.URLSearchParams && self.AbortController && self.DOMParser && "append" in Element.prototype) {
  document.documentElement.classList.add("js");
  onerror = () => document.documentElement.classList.remove("js");
}
