/** What differs between clients. All of it was found by running them; test/clients/npm.test.ts keeps it true. */

/**
 * What addresses of tarballs start with in a document for this client: our address, or nothing.
 *
 * Yarn 1 writes the address into its lockfile word by word, and reads one without a host as below its configured registry. So it gets
 * `name/-/name-1.0.0.tgz`: its lockfile stays free of our address and works with every registry.
 * npm takes a relative address for a file and pnpm refuses it, so all others get ours in full. pnpm does not keep it, because it is where
 * pnpm expects it. npm keeps it unless `omit-lockfile-registry-resolved` is set, as our snippet does. An address on npm's default registry
 * would be replaced by `npm install`, but `npm pack` drops the path of the registry when it replaces it, and other clients would go there.
 */
export function tarballBase(userAgent: string | undefined, baseUrl: string): string {
  return isYarnClassic(userAgent) ? '' : baseUrl
}

function isYarnClassic(userAgent: string | undefined): boolean {
  return userAgent?.startsWith('yarn/1.') ?? false
}

/** Header that tells caches on the way on what an answer depends. */
export const VARY = 'Accept, User-Agent'
