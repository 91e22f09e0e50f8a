/** What the explorer shows first: something that needs no account. */
export const START_QUERY = `# This needs no account. For the rest, sign in with
# login and verifyMfa, and put the access token into
# the headers below, after "Bearer".

query AuditCheckpoint {
  auditCheckpoint {
    size
    root
    note
  }
}
`;
