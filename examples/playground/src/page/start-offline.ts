/** Keep the page for when there is no network. In development files change too often to be kept. */
export function startOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Where a browser refuses, in a private window for example, the page works all the same, with a network.
  navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
}
