// An OpenID Connect provider for tests and demonstrations: panva's certified oidc-provider with users that anybody may
// choose, without a password. It listens on this machine alone. Its settings come as one JSON object on standard input:
// { port, issuer, client: { ... }, users: { <subject>: { acr, claims } }, keys: [ private JWK, ... ] }

import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const settings = JSON.parse(await text(process.stdin));
const claimNames = [...new Set(Object.values(settings.users).flatMap((user) => Object.keys(user.claims)))];

const provider = new Provider(settings.issuer, {
  clients: [settings.client],
  jwks: { keys: settings.keys },
  cookies: { keys: [crypto.randomUUID()] },
  acrValues: ['Level3', 'Level4'],
  claims: { openid: ['sub'], kvabup: claimNames, acr: null, sid: null, auth_time: null },
  scopes: ['openid', 'kvabup'],
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: askToLogOut },
  },
  ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  // The provider tells no site on its own machine anything, to be on the safe side; here that is the only one there is.
  fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  interactions: { url: (_, interaction) => `/velg/${interaction.uid}` },
  findAccount: (_, subject) => {
    const user = settings.users[subject];
    return user && { accountId: subject, claims: () => ({ sub: subject, ...user.claims }) };
  },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid kvabup');
    await grant.save();
    return grant;
  },
});

provider.on('backchannel.error', (_, error) => console.error(`back-channel: ${error.message}`));
const answer = provider.callback();
const server = createServer(async (request, response) => {
  try {
    if (!request.url.startsWith('/velg/')) return await answer(request, response);
    if (request.method === 'POST') return await chosen(request, response);
    return await toChoose(request, response);
  } catch (error) {
    response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${error.name}\n`);
  }
});
server.listen(settings.port, '127.0.0.1', () => console.log('ready'));

async function toChoose(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  const buttons = Object.entries(settings.users).map(
    ([subject, user]) => `<li><button name="user" value="${subject}">${escaped(user.shown)}</button></li>`,
  );
  page(response, 'Velg en oppdiktet bruker', `<form method="post" action="/velg/${uid}"><ul>${buttons.join('')}</ul></form>`);
}

async function chosen(request, response) {
  const subject = new URLSearchParams(await text(request)).get('user');
  const user = settings.users[subject];
  if (!user) throw new Error('no such user');
  const login = { accountId: subject, acr: user.acr, remember: false };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

function askToLogOut(ctx, form) {
  const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Logg ut</button>';
  ctx.body = document('Logg ut av innloggingstjenesten?', `${form}<p>${button}</p>`);
}

function page(response, heading, body) {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(document(heading, body));
}

function document(heading, body) {
  const notice = '<p><strong>Prøveinnlogging:</strong> alle brukere er oppdiktet, og ingen trenger passord.</p>';
  return `<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>${heading}</title></head>`
    + `<body><main><h1>${heading}</h1>${notice}${body}</main></body></html>`;
}

function escaped(value) {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

async function text(stream) {
  let found = '';
  for await (const part of stream) found += part;
  return found;
}
