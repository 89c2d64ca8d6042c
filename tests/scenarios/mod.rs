//! Played calls: the examples beside the menus, the command line, and what must hold on every desk however its callers press keys.

mod cli;
mod desks;
mod files;
