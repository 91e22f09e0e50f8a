// What a new sandbox holds. All of it is made up, and made the way any client would: by registered mutations, in the name of its people.

const CONTACTS = [
  { name: 'Nomsa Example', phoneE164: '+27110000001', relationship: 'sister' },
  { name: 'Pieter Example', phoneE164: '+27110000002', relationship: 'doctor' },
];
const OF_PRINCIPAL = [
  ['AddPerson', { fullName: 'Nomsa Example', relationship: 'sister', phoneE164: '+27110000001' }],
  ['AddPerson', { fullName: 'Pieter Example', relationship: 'doctor', email: 'pieter@sandbox.lifeready.example' }],
  ['AddAsset', { category: 'PROPERTY', label: 'The house in Example Street', tier: 'AMBER' }],
  ['AddAsset', { category: 'VEHICLE', label: 'A small blue car', tier: 'GREEN' }],
  ['OpenEmergencyPack', { contacts: CONTACTS, notes: 'The spare key is with the neighbours.' }],
];
const OF_OFFICER = [
  [
    'ReportIncident',
    {
      discoveredAt: new Date(Date.now() - 3_600_000).toISOString(),
      facts: {
        title: 'A laptop that was never there',
        description: 'Made up for the explorer.',
        certainty: 'ALLEGED',
        compromiseType: 'LOSS',
        affectedDataClasses: ['contact details'],
        affectedUserCount: 3,
      },
    },
  ],
];

/** Registered mutations and their inputs, by whom they are made for. */
const FIRST_DATA = new Map([
  ['principal', OF_PRINCIPAL],
  ['information_officer', OF_OFFICER],
]);
