//! Centralino: a telephony IVR routing service for public help desks.
