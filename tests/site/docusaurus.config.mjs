// A site of generated pages as strict as Docusaurus can be: a link that leads nowhere ends the build.
//
// In: PROVGEN_PAGES, a folder with the pages of each style in a folder of its own. Out: a site with each style below its
// name: /classic/google/ for one. Pages that say where they belong themselves (`slug: /`) are a site's only ones there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import anchors from './src/anchors.mjs';
import statics from './src/static.mjs';

const pages = process.env.PROVGEN_PAGES;
if (!pages) throw new Error('PROVGEN_PAGES names no folder of pages');
const folders = (path) => readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
const styles = folders(pages);
const entries = styles.flatMap((style) =>
  folders(join(pages, style)).map((provider) => {
    const isRoot = /^slug: \/$/m.test(readFileSync(join(pages, style, provider, 'index.md'), 'utf8'));
    return { name: `${provider}, style ${style}`, to: isRoot ? `/${style}/` : `/${style}/${provider}/` };
  }),
);

export default {
  title: 'provgen',
  favicon: 'favicon.svg',
  url: 'https://provgen.example',
  baseUrl: '/',
  trailingSlash: true,
  // The builder that is written in Rust. Without what it could keep for a next run: each of these is the first.
  future: {
    v4: true,
    faster: {
      swcJsLoader: true,
      swcJsMinimizer: true,
      swcHtmlMinimizer: true,
      lightningCssMinimizer: true,
      rspackBundler: true,
      mdxCrossCompilerCache: true,
      ssgWorkerThreads: true,
    },
  },
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: { hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' } },
  themes: [['@docusaurus/theme-classic', { customCss: './src/css/pages.css' }]],
  plugins: [
    '@docusaurus/plugin-content-pages',
    ...styles.map((style, index) => [
      '@docusaurus/plugin-content-docs',
      // The theme looks for one that is called default.
      {
        id: index === 0 ? 'default' : style,
        path: join(pages, style),
        routeBasePath: style,
        // Style classic has its services in another folder, and few of them.
        sidebarPath: style === 'registry' ? './sidebars.mjs' : undefined,
        rehypePlugins: [statics, anchors],
      },
    ]),
    // A page is a module of its own: looking for others to join it with takes time and memory, and saves readers nothing.
    // The pages as the server shows them wait for those of the browser: both at once need memory for both.
    () => ({
      name: 'one-after-the-other',
      configureWebpack: (_, isServer) => ({
        optimization: { concatenateModules: false },
        ...(isServer && { dependencies: ['client'] }),
      }),
    }),
  ],
  customFields: { entries },
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    navbar: { title: 'provgen' },
  },
};
