"""What a shared status view shows: the choices made when its link or file is made."""
