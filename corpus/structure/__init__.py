"""What a text is made of: blocks, sections, sentences, speakers. Nothing here touches a disk."""
