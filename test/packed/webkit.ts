import { runInProcess } from './browser-process.js';

/** The browser that comes with WebKitGTK, the engine of Safari: in Debian's `libwebkit2gtk-4.1-0`. */
export const MINI_BROWSER =
  process.env.MINI_BROWSER ?? '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
/** It has no mode without a screen: Debian's `xvfb`, with `xauth`, gives it one that nobody sees. */
export const SCREEN = '/usr/bin/xvfb-run';

/** What the `index.html` of a site posts to `/answers`, as JSON, in WebKit. */
export const runInWebKit = (site: string): Promise<unknown> =>
  runInProcess(
    { name: 'WebKit', binary: SCREEN, given: (url) => ['-a', MINI_BROWSER, '--private', url] },
    site,
  );
