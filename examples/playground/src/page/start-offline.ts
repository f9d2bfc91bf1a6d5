/** Keep the page for when there is no network. In development files change too often to be kept. */
export async function startOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
  } catch {
    // Where a browser refuses, in a private window for example, the page works all the same, with a network.
  }
}
