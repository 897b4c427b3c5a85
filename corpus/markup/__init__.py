"""What is not read in a text: marks, metadata over it, page breaks, odd characters. Nothing here touches a disk."""
