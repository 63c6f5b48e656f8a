// Where somebody is who left: nothing of this tab and no copy of a page stays. Answers that wait for a signal are not
// touched: they may be another person's.
try { sessionStorage.clear(); } catch (none) { /* nothing was kept */ }
if (self.caches) caches.delete("pages");
