/** An operation to begin with. */
export interface Example {
  readonly title: string;
  /** Whom it is for; everybody when absent. */
  readonly persona?: string;
  readonly query: string;
  /** `{principal}` stands for the id of the sandbox's principal. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

const ON_BEHALF_OF = { principal: '{principal}' };

/** What the picker of examples offers, by persona. The first one of a persona is what the editor shows when it is picked. */
export const EXAMPLES: readonly Example[] = [
  {
    title: 'The newest checkpoint of the audit log',
    query: `# This needs no account.
query AuditCheckpoint {
  auditCheckpoint {
    size
    root
    note
  }
}
`,
  },
  {
    title: 'My cases, from three services',
    persona: 'principal',
    query: `query MyCases($first: Int = 5) {
  me {
    displayName
    email
  }
  cases(first: $first) {
    nodes {
      type
      status
      missing
      principal {
        displayName
      }
      auditTrail(first: 3) {
        nodes {
          action
          outcome
          recordedAt
          actor {
            displayName
          }
        }
      }
    }
  }
}
`,
    variables: { first: 5 },
  },
  {
    title: 'My people and assets',
    persona: 'principal',
    query: `query PeopleAndAssets {
  people(first: 10) {
    nodes {
      fullName
      relationship
      phoneE164
    }
  }
  assets(first: 10) {
    nodes {
      category
      label
      tier
    }
  }
}
`,
  },
  {
    title: 'Add a person (a change)',
    persona: 'principal',
    query: `mutation AddSomebody($input: AddPersonInput!) {
  addPerson(input: $input) {
    person {
      id
      fullName
      createdAt
    }
  }
}
`,
    variables: { input: { fullName: 'Thandi Example', relationship: 'neighbour', phoneE164: '+27110000003' } },
  },
  {
    title: 'For whom I may act',
    persona: 'proxy',
    query: `query ForWhom($principal: ID!) {
  me {
    heldGrants(first: 10) {
      nodes {
        role
        accessLevel
        tiers
        status
        granter {
          id
          displayName
        }
      }
    }
  }
  cases(first: 5, onBehalfOf: $principal) {
    nodes {
      type
      status
      missing
    }
  }
}
`,
    variables: ON_BEHALF_OF,
  },
  {
    title: 'The kinds of case',
    persona: 'proxy',
    query: `query KindsOfCase {
  caseTypes {
    type
    purpose
    requiredSlots
    disclaimer
  }
}
`,
  },
  {
    title: 'Packs that are shared with me',
    persona: 'executor_nominee',
    query: `query SharedPacks {
  packsSharedWithMe(first: 10) {
    nodes {
      caseType
      nomineeTitle
      exportedAt
      sharedBy {
        displayName
      }
    }
  }
}
`,
  },
  {
    title: 'What was granted to me',
    persona: 'emergency_contact',
    query: `query GrantedToMe {
  me {
    displayName
    heldGrants(first: 10) {
      nodes {
        role
        accessLevel
        status
        granter {
          displayName
        }
      }
    }
  }
}
`,
  },
  {
    title: 'The incidents of the organisation',
    persona: 'information_officer',
    query: `query IncidentsOfOurs {
  incidents(first: 10) {
    nodes {
      status
      reportedAt
      current {
        title
        certainty
        compromiseType
        affectedUserCount
      }
      reportedBy {
        displayName
      }
    }
  }
}
`,
  },
  {
    title: 'Something this persona may not read',
    persona: 'information_officer',
    query: `# The answer names the coordinate.
query PeopleOfSomebody {
  people(first: 10) {
    nodes {
      fullName
    }
  }
}
`,
  },
  {
    title: 'The newest entries of the log',
    persona: 'auditor',
    query: `query NewestEntries {
  auditEntries(first: 10) {
    nodes {
      index
      action
      outcome
      service
      recordedAt
      actor {
        displayName
      }
    }
  }
}
`,
  },
];
