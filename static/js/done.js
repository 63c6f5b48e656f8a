// On the thank-you, where the browser itself sent the form: nothing of the answering stays in this tab, and the address
// loses what shows the receipt.
try { sessionStorage.clear(); } catch (none) { /* nothing was kept */ }
history.replaceState(null, "", location.pathname);
const keeper = navigator.serviceWorker && navigator.serviceWorker.controller;
if (keeper) keeper.postMessage({ done: location.pathname.split("/")[2] });
