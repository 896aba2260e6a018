export const LOOPBACK = '127.0.0.1'
export const DEFAULT_API_PORT = 24817
export const DEFAULT_CONTENT_PORT = 24816
