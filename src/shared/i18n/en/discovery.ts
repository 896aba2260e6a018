/** Texts of what is found on a machine, in a project, at an address. */
export const discovery = {
  'error.discovery.address_invalid': 'Give a full address such as https://example.org/debian/.',
  'error.discovery.address_secrets':
    'Give the address without user, password and parameters. The remote keeps those apart, encrypted, once the mirror is made.',
} as const
