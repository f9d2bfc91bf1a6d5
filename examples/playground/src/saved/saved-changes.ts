/** All tabs hear of it when one of them saves or deletes a model. */

const channel = new BroadcastChannel('fitpredict-playground-saved');
const listeners: (() => void)[] = [];

channel.addEventListener('message', () => tellHere());

export function onSavedChange(listener: () => void): void {
  listeners.push(listener);
}

export function tellSaved(): void {
  channel.postMessage('changed'); // which this tab itself does not hear
  tellHere();
}

function tellHere(): void {
  for (const listener of listeners) listener();
}
