/** What the explorer shows first: something that needs no account. */
export const START_QUERY = `# Sign in with login and verifyMfa, and put the access token into the headers below:
#   { "authorization": "Bearer <accessToken>" }
#
# Descriptions and access rules of every field are in the documentation, at the left.

query AuditCheckpoint {
  auditCheckpoint {
    size
    root
    note
  }
}
`;
