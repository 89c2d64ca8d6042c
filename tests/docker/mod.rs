//! The containers, as far as they can be tried without an engine: what their files name exists, their load balancer takes its configuration, and
//! behind it, with three replicas on a real PostgreSQL, a replica that dies costs nobody anything.

mod files;
mod replicas;
