//! What trunks, keypads and admins write, and the number it is taken for.

mod numbering;
