// The differences between what the official SDK sends and what we send that are meant to be, by
// section: where, the SDK's value, ours (undefined for absent), and why.

export const intended = {};
