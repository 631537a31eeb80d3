"""The policy as the audit reads it: who cites what, and which figures each formula uses in which part."""
