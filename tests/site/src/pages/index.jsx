// The site's first page: a link to each style's pages.
import Link from '@docusaurus/Link';
import useDocusaurusContext from '@docusaurus/useDocusaurusContext';
import Layout from '@theme/Layout';

export default function Home() {
  const { entries } = useDocusaurusContext().siteConfig.customFields;
  return (
    <Layout title="provgen" description="Generated reference pages, by style">
      <main className="container margin-vert--lg">
        <h1>Reference pages</h1>
        <ul>
          {entries.map(({ name, to }) => (
            <li key={to}>
              <Link to={to}>{name}</Link>
            </li>
          ))}
        </ul>
      </main>
    </Layout>
  );
}
