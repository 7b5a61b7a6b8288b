//! Files and directories in, the input of a check out.
