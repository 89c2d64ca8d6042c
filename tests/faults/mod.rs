//! Whatever happens to our process, to Asterisk or to the way between them, no call is lost. Real calls, as in `tests/phones`, while something
//! is killed, restarted or cut off.

mod chance;
mod crowd;
mod hole;
mod labyrinth;
mod person;

mod asterisk;
mod black_hole;
mod clouds;
mod kills;
mod never_returns;
mod republished;
mod round_robin;
mod strange_state;
mod webhooks;
