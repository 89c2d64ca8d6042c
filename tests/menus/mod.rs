//! Menus as admins write them: broken ones and what is said of each, and the five desks, in which nothing is wrong.

mod broken;
mod command;
mod desks;
mod disk;
mod language;
mod validate;
