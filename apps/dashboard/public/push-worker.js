/* Shows what the server pushes, each message once, and opens its page on a tap. It fetches nothing, and keeps only which
   messages it has shown: a server that ended over sending one has it sent again. */

const SHOWN = 'push-shown';
const LIST = '/push-shown.json';
const REMEMBERED = 100;

let remembering = Promise.resolve();

self.addEventListener('push', (event) => {
  const alert = event.data?.json();
  if (alert !== undefined) event.waitUntil(show(alert));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

async function show(alert) {
  if (!(await isNew(alert.alertId))) return;
  await self.registration.showNotification(alert.title, {
    body: alert.body,
    tag: alert.alertId,
    timestamp: Date.parse(alert.at),
    icon: '/icon-192.png',
    data: { url: alert.url },
  });
}

/** Whether a message was not shown before; from now on it was. One at a time, for two may come at once. */
function isNew(id) {
  const asked = remembering.then(async () => {
    const cache = await self.caches.open(SHOWN);
    const shown = (await (await cache.match(LIST))?.json()) ?? [];
    if (shown.includes(id)) return false;
    await cache.put(LIST, new Response(JSON.stringify([...shown, id].slice(-REMEMBERED))));
    return true;
  });
  // A device whose storage is full shows a message twice rather than never.
  const answer = asked.catch(() => true);
  remembering = answer;
  return answer;
}

async function open(path) {
  const url = new URL(path ?? '/', self.location.origin);
  // Whatever a message says, it opens a page of ours.
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = pages.find((page) => isSamePage(new URL(page.url), url));
  await (shown === undefined ? self.clients.openWindow(url.href) : shown.focus());
}

/** A page says in its address what of it is open: a message that asks for no more than the page finds it all the same. */
function isSamePage(page, asked) {
  return page.pathname === asked.pathname && (asked.search === '' || page.search === asked.search);
}
