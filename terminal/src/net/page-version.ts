/**
 * Which version of the page the server has: a deployment replaces the page and its files, and whoever has had it open since then cannot
 * fetch what he has not fetched yet. Versions differ by the name of the page's own script, which is made from its content.
 */
export type PageVersion = 'same' | 'other' | 'silent';

export async function pageVersion(): Promise<PageVersion> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  try {
    const response = await fetch(location.pathname, { cache: 'no-store' });
    if (response.status >= 500) return 'silent';
    // Refused, for too many requests say: nothing is known but that the server is there.
    if (!response.ok || script === null) return 'same';
    return (await response.text()).includes(new URL(script.src).pathname) ? 'same' : 'other';
  } catch {
    return 'silent';
  }
}
