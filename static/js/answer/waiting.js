// The service worker seals what waits, so that nobody can open it on this phone, and sends it when there is a signal.
const pass = (message) => worker && worker.controller && worker.controller.postMessage(message);
async function wait(body) {
  const id = form.elements.submission.value, address = form.action, key = say.key;
  panel("waiting");
  waiting = { body };
  const taken = worker && worker.controller && window.crypto && crypto.subtle && await new Promise((answer) => {
    const line = new MessageChannel();
    line.port1.onmessage = (event) => answer(event.data);
    setTimeout(answer, 5000, false);
    worker.controller.postMessage({ wait: { id, address, body, key, code } }, [line.port2]);
  });
  if (taken) {
    waiting = { id };
    over = true;
    forget();
  }
  get("close").hidden = !taken;
  get("stay").hidden = !!taken;
  again(5000);
}
async function tryNow() {
  if (!waiting) return;
  if (waiting.id) return pass({ flush: 1 });
  const held = waiting, answer = await post(held.body).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429 || waiting !== held) return;
  waiting = null;
  moving = true;
  if (!/\/thanks/.test(answer.url)) return HTMLFormElement.prototype.submit.call(form);
  thank(answer.url, await answer.text().catch(() => ""));
}
function again(pause) {
  setTimeout(() => { if (waiting) { tryNow(); again(Math.min(pause * 1.6, 60000)); } }, pause);
}
if (worker) {
  worker.addEventListener("message", (event) => {
    const { sent, refused, address, html } = event.data;
    if (!waiting || (sent || refused) !== waiting.id) return;
    waiting = null;
    if (refused) return panel("refused");
    thank(address, html);
  });
  addEventListener("load", async () => {
    try {
      await worker.register("/answer-worker.js");
      await worker.ready;
      if (worker.controller || await new Promise((go) => { worker.oncontrollerchange = go; })) {
        pass({ keep: { from: arrived, as: `/s/${code}/${say.language}` } });
      }
    } catch (refusal) { /* a private window: the answers wait in this tab instead */ }
  });
}
addEventListener("online", tryNow);
