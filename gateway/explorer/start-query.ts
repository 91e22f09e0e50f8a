/** What the explorer shows first: something that needs no account. */
export const START_QUERY = `# This needs no account.
#
# For the rest: login, verifyMfa,
# then the access token into the
# headers below, after "Bearer".
# With the embedded stack, shorter:
# npx lifeready demo token proxy

query AuditCheckpoint {
  auditCheckpoint {
    size
    root
    note
  }
}
`;
