/** What Vite puts into a module; its own declarations bring styles and pictures as modules too. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}
