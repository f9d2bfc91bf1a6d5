/** The generator itself. The package's main file adds six others, which are 2.6 kB of a page, gzipped. */
declare module 'seedrandom/seedrandom.js' {
  import seedrandom from 'seedrandom';
  export default seedrandom;
}
