// The address of a service worker of ours. Trusted Types let a script's address through only from a policy, and
// this one knows a single address.
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string }
}

export function workerAddress(own: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  const only = (address: string): string => {
    if (address !== own) throw new TypeError(address)
    return address
  }
  return policies ? policies.createPolicy('okno', { createScriptURL: only }).createScriptURL(own) : own
}
