// Keeps an open survey page working without a signal, and sends answers that wait, sealed, when it is back.
// What it keeps goes as soon as the answers are sent or deleted.
const PAGES = "pages";

// Waiting answers, each {id, address, code, sealed}: locked for the server, so that nobody can open them here.
function store(mode, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("answers", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "id" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result, deal = database.transaction("waiting", mode);
      const asked = work(deal.objectStore("waiting"));
      deal.oncomplete = () => { database.close(); done(asked && asked.result); };
      deal.onerror = deal.onabort = () => { database.close(); failed(deal.error); };
    };
  });
}
const waiting = () => store("readonly", (kept) => kept.getAll());
const drop = (id) => store("readwrite", (kept) => kept.delete(id));

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
function text(...parts) {
  let all = "";
  for (const part of parts) for (const byte of new Uint8Array(part)) all += String.fromCharCode(byte);
  return btoa(all).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// ECDH on P-256, HKDF with SHA-256, AES-256-GCM; feedback/web/respond/waiting.py opens it.
async function seal(body, key) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", bytes(key), curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode("answers that wait") };
  const lock = await crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, new TextEncoder().encode(body));
  return text(await crypto.subtle.exportKey("raw", own.publicKey), iv, locked);
}

async function tell(message) {
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage(message);
}

let flushing = null;
// One answering after the other; each goes only when the server has taken it or has said that it never will.
function flush() {
  flushing = flushing || (async () => {
    let left = 0;
    for (const { id, address, sealed } of await waiting()) {
      const answer = await fetch(address, {
        method: "POST", body: new URLSearchParams({ sealed }), credentials: "omit", cache: "no-store",
      }).catch(() => null);
      if (!answer || answer.status >= 500 || answer.status === 429) { left += 1; continue; }
      const sent = /\/thanks/.test(answer.url);
      const html = sent ? await answer.text().catch(() => "") : "";
      await drop(id);
      await tell(sent ? { sent: id, address: answer.url, html } : { refused: id });
    }
    return left;
  })().finally(() => { flushing = null; });
  return flushing;
}

async function forgetPages(code) {
  const kept = await caches.open(PAGES);
  for (const page of await kept.keys()) if (new URL(page.url).pathname.split("/")[2] === code) await kept.delete(page);
}
// When nothing waits and no page is open, nothing of us stays on the phone.
async function vanish() {
  if ((await waiting()).length) return;
  const kept = await caches.open(PAGES);
  if ((await kept.keys()).length) return;
  await caches.delete(PAGES);
  indexedDB.deleteDatabase("answers");
  await self.registration.unregister();
}

// The page as it came: the phone's own cache still has it, so that nothing is asked for twice.
async function keep({ from, as }) {
  const answer = await fetch(from, { cache: "force-cache" });
  if (answer.ok && !/no-store/.test(answer.headers.get("Cache-Control"))) await (await caches.open(PAGES)).put(as, answer);
}
async function take({ id, address, body, key, code }) {
  const sealed = await seal(body, key);
  await store("readwrite", (kept) => kept.put({ id, address, code, sealed }));
  if (self.registration.sync) await self.registration.sync.register("answers").catch(() => {});
  return true;
}
async function forget(code) {
  for (const one of await waiting()) if (one.code === code) await drop(one.id);
  await forgetPages(code);
  await vanish();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(flush)));
self.addEventListener("sync", (event) => event.waitUntil(flush().then((left) => {
  if (left) throw new Error("answers still wait");
})));
self.addEventListener("message", (event) => {
  const { data, ports } = event;
  let work = Promise.resolve();
  if (data.keep) work = keep(data.keep).then(flush);
  if (data.wait) work = take(data.wait).then((taken) => ports[0].postMessage(taken), () => ports[0].postMessage(false));
  if (data.flush) work = flush();
  if (data.done) work = forgetPages(data.done).then(vanish);
  if (data.forget) work = forget(data.forget);
  event.waitUntil(work);
});

// A page that was open is shown without a signal too, with an id of its own: whoever answers it is another person.
async function shown(request) {
  try {
    return await fetch(request);
  } catch (noSignal) {
    const [, , code, language] = new URL(request.url).pathname.split("/");
    const kept = await caches.open(PAGES);
    const pages = (await kept.keys()).filter((page) => new URL(page.url).pathname.split("/")[2] === code.toUpperCase());
    const page = pages.find((one) => one.url.endsWith(`/${language}`)) || pages[0];
    if (!page) throw noSignal;
    const answer = await kept.match(page), id = text(crypto.getRandomValues(new Uint8Array(18)));
    const html = (await answer.text()).replace(/(name="submission" value=")[^"]*/, `$1${id}`);
    return new Response(html, { headers: {
      "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy"),
      "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer",
    } });
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET" && /^\/s\/[^/]+(\/[^/]+)?$/i.test(path)) {
    event.respondWith(shown(request));
  }
});
