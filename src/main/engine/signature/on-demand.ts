/** The functions of this folder, loaded when first called: the library behind them costs each thread 70 ms of its start. */
import type { describeKeys as DescribeKeys } from './key-report.ts'
import type { readKeyring as ReadKeyring } from './keyring.ts'
import type { addSigningKey as AddKey, joinPublicKeys as JoinKeys, signingService as OwnService } from './named-key.ts'
import type { signingKey as OwnKey } from './signing-key.ts'
import type { verifyClearSigned as VerifyClearSigned, verifyDetached as VerifyDetached } from './verify-signature.ts'

/** See keyring.ts. */
export const readKeyring: typeof ReadKeyring = async (...args) =>
  await (await import('./keyring.ts')).readKeyring(...args)

/** See verify-signature.ts. */
export const verifyClearSigned: typeof VerifyClearSigned = async (...args) =>
  await (await import('./verify-signature.ts')).verifyClearSigned(...args)

/** See verify-signature.ts. */
export const verifyDetached: typeof VerifyDetached = async (...args) =>
  await (await import('./verify-signature.ts')).verifyDetached(...args)

/** See signing-key.ts. */
export const signingKey: typeof OwnKey = async (...args) => await (await import('./signing-key.ts')).signingKey(...args)

/** See named-key.ts. */
export const addSigningKey: typeof AddKey = async (...args) =>
  await (await import('./named-key.ts')).addSigningKey(...args)

/** See named-key.ts. */
export const signingService: typeof OwnService = async (...args) =>
  await (await import('./named-key.ts')).signingService(...args)

/** See named-key.ts. */
export const joinPublicKeys: typeof JoinKeys = async (...args) =>
  await (await import('./named-key.ts')).joinPublicKeys(...args)

/** See key-report.ts. */
export const describeKeys: typeof DescribeKeys = async (...args) =>
  await (await import('./key-report.ts')).describeKeys(...args)
