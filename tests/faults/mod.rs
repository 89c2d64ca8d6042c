//! Whatever happens to our process, to Asterisk or to the way between them, no call is lost. Real calls, as in `tests/phones`, while something
//! is killed, restarted or cut off.

mod asterisk;
