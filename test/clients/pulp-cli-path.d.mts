export const PULP_CLI_VERSION: string
export const PULP: string
