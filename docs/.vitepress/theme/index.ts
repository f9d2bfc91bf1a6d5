import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import { LiveDemo } from './live-demo.js';
import { LiveSnippet } from './live-snippet.js';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(LiveDemo) }),
  enhanceApp({ app }) {
    app.component('LiveSnippet', LiveSnippet);
  },
} satisfies Theme;
