// A real OpenID provider (oidc-provider from npm, certified by the OpenID Foundation) on a port of its own, whose people sign in with any password. It
// prints its address; the line that comes back says where people are to be sent back to, and what is to be known of them.

import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';

const Provider = (await import(pathToFileURL(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`))).default;

const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(issuer);

const [line] = await new Promise((done) => createInterface({ input: process.stdin }).once('line', (text) => done([text])));
const { back, people, inToken } = JSON.parse(line);

const provider = new Provider(issuer, {
    clients: [
        {
            client_id: 'centralino',
            client_secret: 'a secret of the tests, long enough',
            application_type: 'native',
            redirect_uris: [back],
            grant_types: ['authorization_code'],
            response_types: ['code'],
        },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email'] },
    conformIdTokenClaims: !inToken,
    pkce: { required: () => true },
    cookies: { keys: ['the tests'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) }),
});
server.on('request', provider.callback());
console.log('ready');
