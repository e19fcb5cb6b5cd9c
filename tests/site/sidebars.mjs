// A sidebar for each service, with its resources and the way up, and one for each provider, with its services.
//
// Docusaurus' own has all services on every page, which is most of a page where there are many of them. In: the folder
// `docs`, or what PROVGEN_PAGES has of style registry. Out: the sidebars.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const pages = process.env.PROVGEN_PAGES ? join(process.env.PROVGEN_PAGES, 'registry') : 'docs';
const folders = (...path) =>
  readdirSync(join(pages, ...path), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

const sidebars = {};
for (const provider of folders()) {
  const top = { id: `${provider}/provider-intro`, label: provider };
  const service = (name) => ({ type: 'ref', id: `${provider}/services/${name}/index`, label: name });
  const services = folders(provider, 'services');
  sidebars[provider] = [{ type: 'doc', ...top }, ...services.map(service)];
  for (const name of services) {
    const folder = `${provider}/services/${name}`;
    const resources = folders(folder).map((resource) => ({ type: 'doc', id: `${folder}/${resource}/index`, label: resource }));
    const link = { type: 'doc', id: `${folder}/index` };
    const own = resources.length > 0 ? { type: 'category', label: name, link, items: resources, collapsed: false } : { ...link, label: name };
    sidebars[`${provider}-${name}`] = [{ type: 'ref', ...top }, own];
  }
}

export default sidebars;
