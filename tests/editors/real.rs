//! Real editors: each shows a finding, makes its fix, and saves the file.
