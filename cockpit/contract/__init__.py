"""The rules of the contract as pure functions over dated terms."""
