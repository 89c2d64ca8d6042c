// Reads one application (an array of verbs) a line and says what jambonz's schema has against it: one line each, empty for nothing.
//
// The published schema lets unknown properties pass, so a misspelt one would never be noticed: they are refused here.
'use strict';
const { validate, validateApp } = require('@jambonz/schema');
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const verbs = join(dirname(require.resolve('@jambonz/schema')), 'verbs');
const quiet = { info() {}, error() {}, debug() {} };

const known = (verb) =>
  Object.keys(JSON.parse(readFileSync(join(verbs, `${verb.replace(':', '-')}.schema.json`), 'utf8')).properties);

function strangers(verb, properties, path) {
  const names = known(verb);
  return Object.entries(properties).flatMap(([name, value]) => {
    if (!names.includes(name)) return [`${path}: ${verb} has no property ${name}`];
    const nested = verb === 'gather' && (name === 'say' || name === 'play');
    return nested ? strangers(name, value, `${path}.${name}`) : [];
  });
}

function faults(line) {
  const app = JSON.parse(line);
  try {
    validate(quiet, app);
  } catch (err) {
    return [err.message];
  }
  const whole = validateApp(app);
  const bad = whole.valid ? [] : [JSON.stringify(whole.errors)];
  // A nested prompt is checked by nobody else.
  const nested = app.flatMap((verb) => ['say', 'play'].filter((name) => verb[name]).map((name) => ({ verb: name, ...verb[name] })));
  try {
    if (nested.length > 0) validate(quiet, nested);
  } catch (err) {
    bad.push(`nested: ${err.message}`);
  }
  return bad.concat(app.flatMap((verb, at) => strangers(verb.verb, verb, `[${at}]`)));
}

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  console.log(faults(line).join('; '));
}
