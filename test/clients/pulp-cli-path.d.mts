export const PULP_CLI_VERSION: string
export const PULP_CLI_DEB_VERSION: string
export const PULP: string
export const PULP_DEB: string
