/* Shows alerts that the server pushes, and opens the vehicle on a tap. It fetches nothing and keeps nothing. */

self.addEventListener('push', (event) => {
  const alert = event.data?.json();
  if (alert === undefined) return;
  event.waitUntil(
    self.registration.showNotification(alert.title, {
      body: alert.body,
      tag: alert.alertId,
      timestamp: Date.parse(alert.at),
      icon: '/icon-192.png',
      data: { url: alert.url },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

async function open(path) {
  const url = new URL(path ?? '/', self.location.origin);
  // Whatever a message says, it opens a page of ours.
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = pages.find((page) => page.url.split('#')[0] === url.href);
  await (shown === undefined ? self.clients.openWindow(url.href) : shown.focus());
}
